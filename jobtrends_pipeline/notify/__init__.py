"""Notifications: messages for people and their channels. No Dagster here."""
