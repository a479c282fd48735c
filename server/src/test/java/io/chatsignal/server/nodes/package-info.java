/** Deployments of several nodes, each in a process of its own. */
@NullMarked
package io.chatsignal.server.nodes;

import org.jspecify.annotations.NullMarked;
