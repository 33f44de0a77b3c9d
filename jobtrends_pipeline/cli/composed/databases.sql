-- Run once by the PostgreSQL image: the database of the warehouse's catalogue, beside that of Dagster's runs.
CREATE DATABASE lake;
