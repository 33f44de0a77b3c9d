"""Lines that a run says while it works, for whoever shows them: the command that started it."""

import logging

PROGRESS = logging.getLogger("jobtrends.progress")
"""What a capture is doing."""
NOTICE = logging.getLogger("jobtrends.notice")
"""What a person should know of a run."""
