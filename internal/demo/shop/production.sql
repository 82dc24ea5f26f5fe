-- What production has that staging does not know yet.

CREATE TABLE coupons (
    code     text PRIMARY KEY,
    percent  smallint NOT NULL CHECK (percent BETWEEN 1 AND 60),
    valid    daterange NOT NULL,
    sent_to  bigint REFERENCES customers ON DELETE SET NULL
);
COMMENT ON TABLE coupons IS 'Discounts; new this year.';
CREATE INDEX coupons_valid_idx ON coupons USING gist (valid);

CREATE TABLE order_coupons (
    order_id bigint REFERENCES orders ON DELETE CASCADE,
    code     text REFERENCES coupons,
    PRIMARY KEY (order_id, code)
);

INSERT INTO coupons
SELECT 'SAVE-' || upper(left(md5('coupon ' || n), 6)) || n, 5 + n % 6 * 5,
    daterange(date '2026-01-01' + n % 200, date '2026-04-01' + n % 200), CASE WHEN n % 3 = 0 THEN n * 4 END
FROM generate_series(1, 1200) n;

INSERT INTO order_coupons
SELECT o.id, c.code
FROM (SELECT code, row_number() OVER (ORDER BY code) AS n FROM coupons) c
JOIN orders o ON o.id = 15000 + c.n * 9;

CREATE INDEX orders_placed_at_idx ON orders (placed_at);

INSERT INTO feature_flags VALUES ('coupons', true);

ANALYZE;
