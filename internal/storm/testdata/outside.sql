-- Rows of the target that need rows of the copied tables.
INSERT INTO outside_notes SELECT i, i * 3, 'kept' FROM generate_series(1, 50) i;
