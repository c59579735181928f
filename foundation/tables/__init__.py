"""Tables in and out: CSV and XLSX read by content with the rows people see, and written safe to open."""
