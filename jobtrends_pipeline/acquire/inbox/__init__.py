"""The inbox: waiting files, what each of them holds, and where each goes afterwards."""
