"""A whole copy of the platform in one directory, and the way back: database, uploaded files, and the keys apart.

    yangguang-20261126T140000Z/
        manifest.json    what it is, rows per table, digests of the two files below; written last
        database.dump    PostgreSQL's own format, for pg_restore
        files.sha256     digest and name of every file, for `sha256sum -c` too
        files/private/…  the uploaded files under the names that the database knows

While it is being written its name begins with a dot and ends with `.part`: what was killed on the way is never taken
for a whole one.
"""
