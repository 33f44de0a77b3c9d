"""Notifications: messages for people, and the channels they go out by. Knows no Dagster."""
