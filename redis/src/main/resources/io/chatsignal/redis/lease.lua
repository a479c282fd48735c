-- A node takes or renews its lease, learns who is alive, and takes charge of who is not.
-- KEYS[1]  the nodes, a sorted set: tag -> end of its lease, '!tag' -> end of the charge of whoever
--          takes a dead node's peers out of their rooms, '#epoch' -> the newest renewal by anybody
-- ARGV     tag, length of a lease in milliseconds, the epoch that the node knows ('' before it has
--          a lease), a name for a new epoch, life of the key, then the dead nodes it is in charge of
local key, tag, lease, known = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local ends, epoch, newest = {}, nil, now
local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do
  if string.sub(all[i], 1, 1) == '#' then
    epoch, newest = string.sub(all[i], 2), tonumber(all[i + 1])
  else
    ends[all[i]] = tonumber(all[i + 1])
  end
end
if not epoch then
  epoch = ARGV[4]
end

local status
if ends['!' .. tag] then
  status = 'fenced'
elseif ends[tag] then
  status = 'kept'
elseif known == '' then
  status = 'claimed'
elseif known == epoch then
  status = 'fenced'
else
  status = 'restored'
end
if status == 'fenced' then
  return {status, epoch}
end

-- Where nobody has come for so long it was Redis that was away, and not the nodes. A node that was
-- taken for dead is nobody here: it asks more often than others renew.
if now - newest > lease / 2 then
  for name, at in pairs(ends) do
    if at < now + lease then
      ends[name] = now + lease
      redis.call('ZADD', key, now + lease, name)
    end
  end
end

ends[tag] = now + lease
redis.call('ZADD', key, now + lease, tag, now, '#' .. epoch)
redis.call('PEXPIRE', key, ARGV[5])

-- A charge ends when the lease of whoever has it does, and so passes on only with that one's death.
local done = {}
for i = 6, #ARGV do
  local charge = '!' .. ARGV[i]
  if ends[charge] then
    ends[charge] = now + lease
    redis.call('ZADD', key, now + lease, charge)
  else
    done[#done + 1] = ARGV[i]
  end
end

local live, dead = {}, {}
for name, at in pairs(ends) do
  local charged = string.sub(name, 1, 1) == '!'
  if at >= now then
    if not charged then
      live[#live + 1] = name
    end
  else
    local of = charged and string.sub(name, 2) or name
    redis.call('ZREM', key, name)
    redis.call('ZADD', key, now + lease, '!' .. of)
    dead[#dead + 1] = of
  end
end
local answer = {status, epoch, string.format('%.0f', now), tostring(#live)}
for i = 1, #live do
  answer[#answer + 1] = live[i]
end
answer[#answer + 1] = tostring(#dead)
for i = 1, #dead do
  answer[#answer + 1] = dead[i]
end
for i = 1, #done do
  answer[#answer + 1] = done[i]
end
return answer
