"""The words of documents that people send, page by page, read in a process that can be lost without harm."""
