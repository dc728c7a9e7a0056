using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Balancing;
using K8sMirror.Core.Filtering;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Programs;

/// <summary>The choice of a target, with BPF_PROG_TEST_RUN.</summary>
public sealed class BalanceProgramTests
{
    /// <summary>One table for each bit of the bucket: the program's number is that of <see cref="FlowNumber"/>.</summary>
    [KernelFact]
    public void The_bucket_is_the_one_that_is_known_outside()
    {
        using var programs = new FilteredPrograms();
        programs.Use([Spread(1, 2)]);
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var (frame, number) = Packet(random, i);
            var bucket = 0;
            for (var bit = 0; 1 << bit < BalanceTable.Buckets; bit++)
            {
                programs.Balance(1, b => b >> bit & 1);
                var selected = programs.SelectedFor(frame, 3);
                Assert.True(selected is 1 or 2, $"one of two targets, not {selected:b}");
                bucket |= selected == 2 ? 1 << bit : 0;
            }
            Assert.Equal(FlowNumber.BucketOf(number), bucket);
        }
    }

    /// <summary>Random mirrors, some with a balance: each edge gets the first clause that accepts and picks it. Every edge counts every packet once.</summary>
    [KernelFact]
    public void The_first_mirror_that_picks_an_edge_counts()
    {
        using var programs = new FilteredPrograms();
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            // Two edges have the same target, as if there were two ways of sending it a packet.
            var settles = Enumerable.Range(0, FilteredPrograms.Edges).Select(e => e < 2 ? 0b11UL : 1UL << e).ToArray();
            ulong Settled(ulong edges) => settles.Where((_, e) => (edges >> e & 1) != 0).Aggregate(0UL, (all, s) => all | s);
            var tables = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, BalanceTable.Buckets).Select(_ => random.Next(3)).ToArray()).ToList();
            var clauses = new List<FilterClause>();
            for (var c = 0; c < 1 + random.Next(6); c++)
            {
                var udp = FilterReader.Read(new() { Rules = [new() { Action = FilterAction.Accept, Protocol = random.Next(2) == 0 ? "UDP" : "TCP" }] }, "filter", out _);
                var picks = Enumerable.Range(0, 3).Select(_ => (ulong)random.Next(1 << FilteredPrograms.Edges)).Select(edges => new ClausePick(edges, Settled(edges))).ToList();
                var edges = picks.Aggregate(0UL, (all, p) => all | p.Edges) | 1;
                clauses.Add(new FilterClause(random.Next(3) == 0 ? null : udp, new(), edges)
                {
                    Settled = Settled(edges),
                    Balance = random.Next(3) == 0 ? null : new((uint)(1 + random.Next(4)), picks),
                });
            }
            for (var i = 0; i < 4; i++)
            {
                programs.Balance((uint)i + 1, b => tables[i][b]);
            }
            programs.Use(clauses);
            for (var i = 0; i < 30; i++)
            {
                var (frame, number) = Packet(random, i);
                var (taken, settled) = (0UL, 0UL);
                foreach (var clause in clauses.Where(c => c.Filter is null || c.Filter.Rules[0].Protocol == ProtocolOf(i)))
                {
                    var pick = clause.Balance is { } balance ? balance.Picks[tables[(int)balance.Place - 1][FlowNumber.BucketOf(number)]] : new(clause.Edges, clause.Settled);
                    if ((pick.Edges & ~settled) != 0)
                    {
                        taken |= pick.Edges & ~settled;
                        settled |= pick.Settled;
                    }
                }
                var all = clauses.Aggregate(0UL, (mask, c) => mask | c.Edges);
                Assert.True(taken == programs.SelectedFor(frame, all), $"seed {seed}, frame {i}: expected {taken:b}");
            }
        }
    }

    private static FilterClause Spread(uint place, int targets) =>
        new(null, new(), (1UL << targets) - 1) { Balance = new(place, [.. Enumerable.Range(0, targets).Select(t => new ClausePick(1UL << t, 1UL << t))]) };

    private static byte? ProtocolOf(int i) => (i % 6) switch
    {
        0 or 1 => 6,
        2 or 3 => 17,
        4 => 1,
        _ => null,
    };

    /// <summary>Packets of all kinds, in both directions, with the number of their conversation.</summary>
    private static (byte[] Frame, uint Number) Packet(Random random, int i)
    {
        var mac = $"02:00:00:00:{random.Next(256):x2}:{random.Next(256):x2}";
        if (ProtocolOf(i) is not { } protocol)
        {
            var other = Convert.ToUInt64(mac.Replace(":", "", StringComparison.Ordinal), 16);
            var arp = random.Next(2) == 0 ? new PacketBuilder(destinationMac: mac) : new PacketBuilder("02:00:00:00:00:01", mac);
            return (arp.Arp().Build(), FlowNumber.Of(other, 0x020000000001));
        }
        var isV6 = i % 2 == 1 && protocol != 1;
        var address = new byte[isV6 ? 16 : 4];
        random.NextBytes(address);
        var (client, server) = (new IPAddress(address), IPAddress.Parse(isV6 ? "2001:db8::9" : "192.0.2.9"));
        var port = (ushort)(protocol == 1 ? 0 : 1024 + random.Next(60000));
        var well = (ushort)(protocol == 1 ? 0 : 443);
        var number = FlowNumber.Of(client, port, server, well, protocol);
        var isBack = random.Next(2) == 0;
        var (from, to) = isBack ? (server, client) : (client, server);
        var (fromPort, toPort) = isBack ? (well, port) : (port, well);
        var start = random.Next(3) == 0 ? new PacketBuilder().Vlan(5) : new PacketBuilder();
        var packet = isV6 ? start.IPv6($"{from}", $"{to}") : start.IPv4($"{from}", $"{to}");
        packet = protocol switch { 6 => packet.Tcp(fromPort, toPort), 17 => packet.Udp(fromPort, toPort), var number_ => packet.Protocol(number_) };
        return (packet.Payload(new byte[32]).Build(), number);
    }
}
