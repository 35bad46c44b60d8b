package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** lwIP's socket calls, on whatever network. */
abstract class SocketsContract extends SocketBoard {
  @Test
  void numbersSocketsFrom54AndUsesTheLowestFreeOne() {
    play(() -> {
      int[] fds = new int[10];
      for (int i = 0; i < 10; i++) {
        fds[i] = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
        assertEquals(54 + i, fds[i]);
      }
      assertEquals(-1, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0));
      assertErrno(Errno.ENFILE);
      assertEquals(0, Sockets.close(57));
      assertEquals(57, Sockets.socket(Sockets.AF_INET6, Sockets.SOCK_DGRAM, 0));
      assertErrno(Errno.ENFILE); // success leaves the last number
      for (int fd : fds) {
        assertEquals(0, Sockets.close(fd));
      }
      assertEquals(-1, Sockets.close(54));
      assertErrno(Errno.EBADF);
    });
  }

  @Test
  void echoesBetweenTwoTasks() {
    play(() -> {
      Link link = link();
      task(() -> {
        byte[] buffer = new byte[64];
        int count = Sockets.recv(link.server(), buffer, 0);
        Sockets.send(link.server(), buffer, 0, count, 0);
      });
      assertEquals(5, Sockets.send(link.client(), "hello".getBytes(UTF_8), 0));
      assertEquals("hello", receive(link.client()));
      link.close();
    });
  }

  @Test
  void givesTheEndOnceAndThenNotConnected() {
    play(() -> {
      Link link = link();
      Sockets.close(link.server());
      byte[] buffer = new byte[8];
      assertEquals(0, Sockets.recv(link.client(), buffer, 0));
      assertErrno(Errno.ENOTCONN);
      assertEquals(-1, Sockets.recv(link.client(), buffer, 0));
      assertErrno(Errno.ENOTCONN);
      Sockets.close(link.client());
      Sockets.close(link.listener());
    });
  }

  @Test
  void reportsAResetTwiceThenNotConnected() {
    play(() -> {
      Link link = link();
      Sockets.send(link.client(), "unread".getBytes(UTF_8), 0);
      awaitReadable(link.server());
      Sockets.close(link.server());
      awaitReadable(link.client());
      byte[] buffer = new byte[8];
      for (int errno : new int[] {Errno.ECONNRESET, Errno.ECONNRESET, Errno.ENOTCONN}) {
        assertEquals(-1, Sockets.recv(link.client(), buffer, 0));
        assertErrno(errno);
      }
      assertEquals(-1, Sockets.send(link.client(), buffer, 0));
      assertErrno(Errno.ENOTCONN);
      Sockets.close(link.client());
      Sockets.close(link.listener());
    });
  }

  @Test
  void callsARefusalAReset() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(-1, Sockets.connect(fd, closedPort()));
      assertErrno(Errno.ECONNRESET);
      int[] error = new int[1];
      assertEquals(0, Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error));
      assertEquals(Errno.ECONNRESET, error[0]);
      assertEquals(0, Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error));
      assertEquals(0, error[0]);
      assertEquals(-1, Sockets.connect(fd, closedPort()));
      assertErrno(Errno.ENOTCONN);
      Sockets.close(fd);
    });
  }

  @Test
  void connectsInTheBackgroundWhenNonBlocking() {
    play(() -> {
      int listener = listener(1);
      int fd = nonBlocking();
      SockAddr address = nameOf(listener);
      assertEquals(-1, Sockets.connect(fd, address));
      assertErrno(Errno.EINPROGRESS);
      FdSet write = new FdSet().set(fd);
      FdSet except = new FdSet().set(fd);
      assertEquals(1, Sockets.select(fd + 1, null, write, except, Timeval.millis(2000)));
      assertTrue(write.isSet(fd));
      assertFalse(except.isSet(fd));
      int[] error = {-1};
      assertEquals(0, Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error));
      assertEquals(0, error[0]);
      assertEquals(-1, Sockets.connect(fd, address));
      assertErrno(Errno.EISCONN);
      Sockets.close(fd);
      Sockets.close(listener);
    });
  }

  @Test
  void showsAFailedConnectInAllThreeSets() {
    play(() -> {
      int fd = nonBlocking();
      assertEquals(-1, Sockets.connect(fd, closedPort()));
      assertErrno(Errno.EINPROGRESS);
      FdSet read = new FdSet().set(fd);
      FdSet write = new FdSet().set(fd);
      FdSet except = new FdSet().set(fd);
      assertTrue(Sockets.select(fd + 1, null, null, except, Timeval.millis(2000)) > 0);
      assertEquals(3, Sockets.select(fd + 1, read, write, except, Timeval.millis(2000)));
      int[] error = new int[1];
      assertEquals(0, Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error));
      assertEquals(Errno.ECONNRESET, error[0]);
      Sockets.close(fd);
    });
  }

  @Test
  void waitsNoLongerThanItsReceiveTimeout() {
    play(() -> {
      Link link = link();
      Timeval limit = Timeval.millis(30);
      assertEquals(
          0, Sockets.setsockopt(link.client(), Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, limit));
      long before = ticks();
      assertEquals(-1, Sockets.recv(link.client(), new byte[1], 0));
      assertErrno(Errno.EWOULDBLOCK);
      assertTrue(ticks() - before >= 3, "three ticks have passed");
      assertEquals(-1, Sockets.recv(link.client(), new byte[1], Sockets.MSG_DONTWAIT));
      assertErrno(Errno.EWOULDBLOCK);
      link.close();
    });
  }

  @Test
  void sendsWhatFitsWhenNonBlockingAndGoesOnAfterReading() {
    play(() -> {
      Link link = link();
      Sockets.fcntl(link.client(), Sockets.F_SETFL, Sockets.O_NONBLOCK);
      byte[] block = new byte[50_000];
      long sent = fill(link.client(), block);
      assertErrno(Errno.EWOULDBLOCK);
      FdSet write = new FdSet().set(link.client());
      assertEquals(0, Sockets.select(64, null, write, null, Timeval.millis(20)));
      Semaphore drained = Semaphore.createBinary();
      task(() -> {
        drain(link.server(), sent);
        assertTrue(drained.give());
      });
      write.set(link.client());
      assertEquals(1, Sockets.select(64, null, write, null, Timeval.millis(5000)));
      assertTrue(Sockets.send(link.client(), block, 0, 100, 0) > 0);
      assertTrue(drained.take(Timeout.FOREVER));
      link.close();
    });
  }

  @Test
  void letsOneTaskReadWhileAnotherWrites() {
    play(() -> {
      Link link = link();
      String[] got = new String[1];
      Task reader = task(() -> got[0] = receive(link.client()));
      Task.delay(Timeout.ticks(1));
      assertNull(got[0]);
      assertEquals(4, Sockets.send(link.client(), "ping".getBytes(UTF_8), 0));
      assertEquals("ping", receive(link.server()));
      Sockets.send(link.server(), "pong".getBytes(UTF_8), 0);
      for (int i = 0; i < 500 && got[0] == null; i++) {
        Task.delay(Timeout.ticks(1));
      }
      assertEquals("pong", got[0]);
      assertNotNull(reader);
      link.close();
    });
  }

  @Test
  void wakesAReaderWhenTheSocketIsClosed() {
    play(() -> {
      Link link = link();
      int[] outcome = {99, 0};
      task(() -> {
        outcome[0] = Sockets.recv(link.client(), new byte[1], 0);
        outcome[1] = Errno.get();
      });
      Task.delay(Timeout.ticks(1));
      assertEquals(99, outcome[0]);
      Sockets.close(link.client());
      Task.delay(Timeout.ticks(1));
      assertEquals(-1, outcome[0]);
      assertEquals(Errno.name(Errno.ENOTCONN), Errno.name(outcome[1]));
      Sockets.close(link.server());
      Sockets.close(link.listener());
    });
  }

  @Test
  void endsASelectWhenTheSocketIsClosed() {
    play(() -> {
      Link link = link();
      int[] outcome = {99, 0};
      task(() -> {
        FdSet read = new FdSet().set(link.client());
        outcome[0] = Sockets.select(64, read, null, null, null);
        outcome[1] = Errno.get();
      });
      Task.delay(Timeout.ticks(1));
      Sockets.close(link.client());
      Task.delay(Timeout.ticks(1));
      assertEquals(-1, outcome[0]);
      assertEquals(Errno.name(Errno.EBADF), Errno.name(outcome[1]));
      Sockets.close(link.server());
      Sockets.close(link.listener());
    });
  }

  @Test
  void keepsTheDescriptorOfAClosedSocketWhileATaskIsInside() {
    play(() -> {
      Link link = link();
      Task waiting = Task.create("waiting", 4096, 1, () -> waitAndEnd(link.client()));
      Task.delay(Timeout.ticks(1));
      Sockets.close(link.client());
      int next = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertTrue(next > link.client(), "the number is still taken: " + next);
      Task.delay(Timeout.ticks(1));
      int again = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(link.client(), again);
      assertNotNull(waiting);
      List.of(next, again, link.server(), link.listener()).forEach(Sockets::close);
    });
  }

  private static void waitAndEnd(int fd) {
    assertEquals(-1, Sockets.recv(fd, new byte[1], 0));
    Task.current().delete();
  }

  @Test
  void shutsHalfAndThenAll() {
    play(() -> {
      Link link = link();
      assertEquals(0, Sockets.shutdown(link.client(), Sockets.SHUT_WR));
      assertEquals(-1, Sockets.send(link.client(), new byte[1], 0));
      assertErrno(Errno.ENOTCONN);
      assertEquals(0, Sockets.recv(link.server(), new byte[1], 0));
      Sockets.send(link.server(), "late".getBytes(UTF_8), 0);
      assertEquals("late", receive(link.client()));
      assertEquals(0, Sockets.shutdown(link.client(), Sockets.SHUT_RD));
      assertEquals(-1, Sockets.shutdown(link.client(), Sockets.SHUT_RDWR));
      assertErrno(Errno.ENOTCONN);
      link.close();
    });
  }

  @Test
  void carriesDatagrams() {
    play(() -> {
      int receiver = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
      assertEquals(0, Sockets.bind(receiver, SockAddr.in("127.0.0.1", 0)));
      int sender = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
      byte[] bytes = "datagram".getBytes(UTF_8);
      assertEquals(8, Sockets.sendto(sender, bytes, 0, 8, 0, nameOf(receiver)));
      awaitReadable(receiver);
      SockAddr from = new SockAddr();
      byte[] buffer = new byte[4];
      assertEquals(4, Sockets.recvfrom(receiver, buffer, 0, 4, 0, from));
      assertEquals("data", new String(buffer, UTF_8));
      assertEquals(nameOf(sender).port(), from.port());
      assertEquals(Sockets.AF_INET, from.family());
      assertEquals(-1, Sockets.recvfrom(receiver, buffer, 0, 4, Sockets.MSG_DONTWAIT, from));
      assertErrno(Errno.EWOULDBLOCK);
      assertEquals(-1, Sockets.send(sender, bytes, 0));
      assertErrno(Errno.ENOTCONN);
      assertEquals(0, Sockets.connect(sender, nameOf(receiver)));
      assertEquals(8, Sockets.send(sender, bytes, 0));
      assertEquals(-1, Sockets.listen(sender, 1));
      assertErrno(Errno.EOPNOTSUPP);
      assertEquals(-1, Sockets.shutdown(sender, Sockets.SHUT_RDWR));
      assertErrno(Errno.EOPNOTSUPP);
      Sockets.close(sender);
      Sockets.close(receiver);
    });
  }

  @Test
  void acceptsAndTellsWhoCalled() {
    play(() -> {
      int listener = listener(2);
      int client = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(0, Sockets.connect(client, nameOf(listener)));
      SockAddr peer = new SockAddr();
      int server = Sockets.accept(listener, peer);
      assertTrue(server > client);
      assertEquals(nameOf(client), peer);
      SockAddr back = new SockAddr();
      assertEquals(0, Sockets.getpeername(client, back));
      assertEquals(nameOf(listener), back);
      Sockets.fcntl(listener, Sockets.F_SETFL, Sockets.O_NONBLOCK);
      assertEquals(-1, Sockets.accept(listener, null));
      assertErrno(Errno.EWOULDBLOCK);
      assertEquals(-1, Sockets.accept(client, null));
      assertErrno(Errno.EINVAL);
      List.of(server, client, listener).forEach(Sockets::close);
    });
  }

  @Test
  void resolvesLocalhostAndAddressesAndFailsForTheUnknown() {
    play(() -> {
      AddrInfo hints = AddrInfo.hints(Sockets.AF_UNSPEC, Sockets.SOCK_STREAM);
      AddrInfo.Result local = Netdb.getaddrinfo("localhost", "80", hints);
      assertEquals(0, local.code());
      assertNotNull(local.info());
      assertEquals(SockAddr.in("127.0.0.1", 80), local.info().addr());
      assertEquals(Netdb.EAI_FAIL, Netdb.getaddrinfo("no-such-host.invalid", "80", hints).code());
      assertEquals(Netdb.EAI_NONAME, Netdb.getaddrinfo(null, null, null).code());
      assertEquals(Netdb.EAI_SERVICE, Netdb.getaddrinfo("::1", "http", hints).code());
      assertNull(Netdb.gethostbyname("no-such-host.invalid"));
      assertEquals(Netdb.HOST_NOT_FOUND, Netdb.hErrno());
    });
  }

  @Test
  void pollsAsEspIdfDoes() {
    play(() -> {
      Link link = link();
      PollFd read = new PollFd(link.server(), Sockets.POLLIN);
      PollFd write = new PollFd(link.client(), Sockets.POLLOUT);
      PollFd none = new PollFd(-1, Sockets.POLLIN);
      assertEquals(1, Sockets.poll(List.of(read, write, none), 1000));
      assertEquals(Sockets.POLLOUT, write.revents());
      assertEquals(0, read.revents());
      Sockets.send(link.client(), new byte[1], 0);
      assertEquals(1, Sockets.poll(List.of(read), -1));
      assertEquals(Sockets.POLLIN, read.revents());
      assertEquals(1, Sockets.recv(link.server(), new byte[1], 0));
      assertEquals(0, Sockets.poll(List.of(read), 20));
      link.close();
    });
  }

  @Test
  void movesMessagesInPieces() {
    play(() -> {
      Link link = link();
      List<IoVec> out = List.of(IoVec.of("abc".getBytes(UTF_8)), IoVec.of("de".getBytes(UTF_8)));
      assertEquals(5, Sockets.writev(link.client(), out));
      awaitReadable(link.server());
      byte[] first = new byte[2];
      byte[] second = new byte[9];
      assertEquals(5, Sockets.readv(link.server(), List.of(IoVec.of(first), IoVec.of(second))));
      assertEquals("ab", new String(first, UTF_8));
      assertEquals("cde", new String(second, 0, 3, UTF_8));
      assertEquals(-1, Sockets.readv(link.server(), List.of()));
      assertErrno(Errno.EMSGSIZE);
      link.close();
    });
  }
}
