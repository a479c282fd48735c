-- A node that ends closes its inbox, once it has read all of it: whoever writes to it from then on is
-- refused, and can see up to where it was read.
-- KEYS[1]  the inbox, a stream
-- ARGV     the newest entry that was read, life of what is left, then senders and the newest of
--          their entries that were read
if redis.call('TYPE', KEYS[1]).ok == 'stream' then
  local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
  if newest[1] and newest[1][1] ~= ARGV[1] then
    return {'busy'}
  end
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], '.', ARGV[1])
for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'done'}
