using System.Net;
using K8sMirror.Serving;
using Microsoft.AspNetCore.Connections;

namespace K8sMirror.Operator.Tests.Telemetry;

/// <summary>Which connection is closed for which.</summary>
public sealed class ConnectionGateTests
{
    private readonly ConnectionGate gate = new(new(6, 3, TimeSpan.Zero, TimeSpan.Zero, KeepAlive: true));
    private readonly List<string> closed = [];

    [Fact]
    public void A_peer_with_many_connections_loses_its_oldest()
    {
        Connect("192.0.2.1", "a", "b", "c", "d", "e");
        Connect("192.0.2.2", "f", "g", "h");

        Assert.Equal(["a", "b"], closed);
    }

    [Fact]
    public void Where_there_is_no_room_the_peer_with_most_connections_makes_it()
    {
        Connect("192.0.2.1", "a", "b");
        Connect("192.0.2.2", "c", "d", "e");
        Connect("192.0.2.3", "f", "g");

        Assert.Equal(["c"], closed);
    }

    [Fact]
    public void A_neighbour_in_an_ipv6_network_loses_nothing_to_a_peer_with_many_connections()
    {
        Connect("2001:db8::1", "kubelet");
        Connect("2001:db8::2", "a", "b", "c", "d");
        Connect("2001:db8::3", "e", "f");
        Connect("2001:db8::1", "again");

        Assert.Equal(["a", "b"], closed);
    }

    [Fact]
    public void An_ipv6_network_with_many_addresses_makes_room_for_another_network()
    {
        foreach (var number in Enumerable.Range(1, 6))
        {
            Connect($"2001:db8::{number}", $"{number}");
        }
        Connect("2001:db8:0:1::1", "other", "too");
        Connect("192.0.2.1", "third");

        Assert.Equal(["1", "2", "3"], closed);
    }

    [Fact]
    public void A_connection_that_is_being_answered_stays()
    {
        Connect("192.0.2.1", "a")[0].IsAnswered = true;
        Connect("192.0.2.1", "b", "c", "d");

        Assert.Equal(["b"], closed);
    }

    [Fact]
    public void Where_all_are_being_answered_the_new_one_goes()
    {
        Connect("192.0.2.1", "a", "b", "c").ForEach(guest => guest.IsAnswered = true);
        Connect("192.0.2.1", "d");

        Assert.Equal(["d"], closed);
    }

    [Fact]
    public async Task An_end_makes_room()
    {
        var ends = new TaskCompletionSource();
        var passes = gate.PassAsync(Connection("192.0.2.1", "a"), _ => ends.Task);
        Assert.Equal(1, gate.Count);
        ends.SetException(new IOException("the client is gone"));

        await Assert.ThrowsAsync<IOException>(() => passes);
        Assert.Equal(0, gate.Count);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.9", true)]
    [InlineData("127.0.0.1", "::1", true)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.5", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", false)]
    public void A_peer_is_an_address_or_loopback(string one, string other, bool same) =>
        Assert.Equal(same, Peer.Of(new IPEndPoint(IPAddress.Parse(one), 1)) == Peer.Of(new IPEndPoint(IPAddress.Parse(other), 2)));

    private List<Guest> Connect(string address, params string[] names)
    {
        var guests = new List<Guest>();
        foreach (var name in names)
        {
            _ = gate.PassAsync(Connection(address, name), connection =>
            {
                guests.Add((Guest)connection.Items[typeof(Guest)]!);
                return new TaskCompletionSource().Task;
            });
        }
        return guests;
    }

    private ClosingConnection Connection(string address, string name) =>
        new(() => closed.Add(name)) { ConnectionId = name, RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1) };

    private sealed class ClosingConnection(Action closed) : DefaultConnectionContext
    {
        public override void Abort(ConnectionAbortedException abortReason) => closed();
    }
}
