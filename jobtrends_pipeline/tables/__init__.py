"""What each table and column is, stated once: schema, DDL, dictionary and exports are made from it. Pure."""
