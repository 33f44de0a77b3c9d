"""Inbox: waiting files, their content, and their destination after reading."""
