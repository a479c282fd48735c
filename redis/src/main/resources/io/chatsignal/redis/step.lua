-- One step of a room, or several: compare and set on its version.
-- KEYS[1]  the room, a hash: v = version, s = the attempt that made it, m* = members, c* = candidates, d<version> = the newest steps
-- ARGV     expected version (0 = the caller knows of no room), life of the key in milliseconds,
--          steps kept, 'new' if there was no room before and 'on' if there was, when it is too late
--          for the steps by Redis's clock, in milliseconds, the attempt that made the expected
--          version, the attempt that makes these steps,
--          number of steps, the steps, number of fields to drop, the fields, then names and values
local key, expected = KEYS[1], ARGV[1]
local stored = redis.call('HGET', key, 'v') or '0'

local same = stored == expected
  and (expected == '0' or (redis.call('HGET', key, 's') or '') == ARGV[6])
if not same then
  local from, to = tonumber(expected), tonumber(stored)
  if to < from then
    return {'behind', stored}
  end
  if from > 0 and to > from and to - from <= tonumber(ARGV[3]) then
    local names = {}
    for v = from + 1, to do
      names[#names + 1] = string.format('d%.0f', v)
    end
    local missed = redis.call('HMGET', key, unpack(names))
    local complete = true
    for i = 1, #names do
      complete = complete and missed[i]
    end
    if complete then
      return {'missed', stored, unpack(missed)}
    end
  end
  local other = {'other', stored, redis.call('HGET', key, 's') or ''}
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local kind = string.sub(all[i], 1, 1)
    if kind == 'm' or kind == 'c' then
      other[#other + 1] = all[i]
      other[#other + 1] = all[i + 1]
    end
  end
  return other
end

local steps = tonumber(ARGV[8])
if steps == 0 then
  return {'done', stored}
end
local time = redis.call('TIME')
if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) > tonumber(ARGV[5]) then
  -- Whoever asked has been told by now that it was not done.
  return {'late', stored}
end

local first = tonumber(stored) + 1
if ARGV[4] == 'new' then
  -- A room's version is never one that a room of this name had before.
  first = math.max(first, tonumber(time[1]) * 1000000 + tonumber(time[2]))
end
local at = 8
for i = 0, steps - 1 do
  at = at + 1
  redis.call('HSET', key, string.format('d%.0f', first + i), ARGV[at])
  redis.call('HDEL', key, string.format('d%.0f', first + i - tonumber(ARGV[3])))
end
at = at + 1
for i = 1, tonumber(ARGV[at]) do
  at = at + 1
  redis.call('HDEL', key, ARGV[at])
end
for i = at + 1, #ARGV, 2 do
  redis.call('HSET', key, ARGV[i], ARGV[i + 1])
end
local last = string.format('%.0f', first + steps - 1)
redis.call('HSET', key, 'v', last, 's', ARGV[7])
redis.call('PEXPIRE', key, ARGV[2])
return {'done', last}
