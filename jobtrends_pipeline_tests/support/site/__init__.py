"""The source on loopback: pages of any year printed from facts, and the server that answers with them."""
