//! Promises that need the raw database.
