package io.chatsignal.redis;

/** What every part of a node knows. */
record Site(NodeTag tag, Keys keys, NodeLoop loop, long holdNanos) {}
