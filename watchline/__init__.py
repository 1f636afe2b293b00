"""The program: command line, web server, API and reports."""
