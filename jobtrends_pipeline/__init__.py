"""History of IT Jobs Watch: page captures to validated facts to trends."""

__version__ = "0.1.0"
