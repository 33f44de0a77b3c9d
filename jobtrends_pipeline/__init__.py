"""The kept history of IT Jobs Watch: page captures to validated facts to job-market trends."""

__version__ = "0.1.0"
