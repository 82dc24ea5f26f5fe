order_id IN (
  SELECT id
  FROM orders
  WHERE placed_at >= now() - interval '7 days'
)
