/**
 * Scripted peers: servers that do exactly what a JSON script says, byte by byte, and note what they
 * see.
 *
 * <p>They know nothing of WebSocket beyond framing. Read {@link
 * dev.espalier.testkit.peer.ScriptedPeer} and {@link dev.espalier.testkit.peer.PeerConnection}
 * first.
 */
@NullMarked
package dev.espalier.testkit.peer;

import org.jspecify.annotations.NullMarked;
