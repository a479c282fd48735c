package io.chatsignal.redis;

/** What peers that come and go need of the rest of their node. */
record NodeParts(
    Site site,
    Link redis,
    ClusterDirectory directory,
    Lease lease,
    RedisRoomStore rooms,
    ExpectedPeers expected,
    DepartedPeers departed,
    MovedPeers movedPeers,
    LocalSessions sessions) {}
