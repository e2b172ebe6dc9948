"""What is told of grades: feedback pages, tables, files for an LMS, and the report on an assignment."""
