-- the same by another name | encoding 2
SET NAMES 'big-5';
