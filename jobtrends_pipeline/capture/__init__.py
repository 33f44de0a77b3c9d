"""The world to the archive: knows files, URLs, HTTP and WARC; knows no table and reads no figure."""
