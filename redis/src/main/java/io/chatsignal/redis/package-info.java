/** Many nodes over Redis: rooms by compare-and-set, an inbox a node, and leases. */
@NullMarked
package io.chatsignal.redis;

import org.jspecify.annotations.NullMarked;
