-- Puts a room back that Redis has lost or knows only as it once was.
-- KEYS[1]  the room
-- ARGV     its version, life of the key in milliseconds, the attempt that made it, then names and
--          values
local stored = tonumber(redis.call('HGET', KEYS[1], 'v') or '0')
if stored < tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', ARGV[3])
  for i = 4, #ARGV, 2 do
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'done'}
