using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Kit;

public sealed class PacketBuilderTests
{
    public static TheoryData<string, byte[]> Good => new()
    {
        { "udp4", new PacketBuilder().IPv4().Udp().Numbered(1).Build() },
        { "udp4 odd", new PacketBuilder().IPv4().Udp().Numbered(1, 13).Build() },
        { "udp4 padded", new PacketBuilder().IPv4().Udp().Payload("x"u8).PadTo().Build() },
        { "tcp4 jumbo", new PacketBuilder().IPv4().Tcp().Numbered(2, 8960).Build() },
        { "udp6", new PacketBuilder().IPv6().Udp().Numbered(3).Build() },
        { "tcp6 extended", new PacketBuilder().IPv6().Extension(0).Extension(60, 24).Extension(43).Tcp().Numbered(4).Build() },
        { "fragment4", new PacketBuilder().IPv4().Fragment(1480, more: true).Protocol(17).Numbered(5, 64).Build() },
        { "fragment6", new PacketBuilder().IPv6().Extension(60).Fragment(1448, more: false).Protocol(17).Numbered(6).Build() },
        { "vlan", new PacketBuilder().Vlan(7).IPv4().Udp().Numbered(7).Build() },
        { "qinq", new PacketBuilder().Vlan(5, 0x88a8).Vlan(6).IPv6().Tcp().Numbered(8).Build() },
        { "arp", new PacketBuilder().Arp().Build() },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Frames_have_right_checksums(string what, byte[] frame) => Assert.True(FrameChecksums.Fault(frame) is null, what);

    [Fact]
    public void A_wrong_checksum_is_found()
    {
        Assert.Equal("UDP checksum", FrameChecksums.Fault(new PacketBuilder().IPv4().Udp().Numbered(1).WithBadChecksum().Build()));
        Assert.Equal("TCP checksum", FrameChecksums.Fault(new PacketBuilder().Vlan(1).IPv6().Tcp().Numbered(1).WithBadChecksum().Build()));
        var header = new PacketBuilder().IPv4().Udp().Numbered(1).Build();
        header[22] ^= 1;
        Assert.Equal("IPv4 header checksum", FrameChecksums.Fault(header));
        Assert.Equal("cut short", FrameChecksums.Fault(new byte[13]));
    }

    [Fact]
    public void Every_flipped_bit_behind_the_addresses_is_found()
    {
        foreach (var frame in new[] { new PacketBuilder().IPv4().Tcp().Numbered(1).Build(), new PacketBuilder().IPv6().Udp().Numbered(1).Build() })
        {
            for (var bit = FrameView.TryParse(frame)!.TransportOffset * 8; bit < frame.Length * 8; bit++)
            {
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.NotNull(FrameChecksums.Fault(frame));
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Views_tell_where_things_are()
    {
        var view = FrameView.TryParse(new PacketBuilder().Vlan(5, 0x88a8).Vlan(6).IPv6().Extension(0).Fragment(0, more: true).Udp().Build())!;
        Assert.Equal([5, 6], view.Vlans);
        Assert.Equal((0x86dd, 22, 17, 22 + 40 + 16, true), (view.EtherType, view.NetworkOffset, view.Protocol, view.TransportOffset, view.IsFragment));
        Assert.Equal(99ul, SequencePayload.TryRead(new PacketBuilder().Vlan(1).IPv4().Tcp().Numbered(99).Build()));
        Assert.Null(SequencePayload.TryRead(new byte[100]));
    }

    [KernelFact]
    public void Another_dissector_agrees()
    {
        using var directory = new TempDir();
        var file = directory.At("good.pcap");
        PcapFile.Write(file, Good.Select(row => row.Data.Item2));

        string[] check = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"];
        string[] arguments = ["-r", file, .. check, "-Y", "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0"];
        Assert.Equal("", Command.Run("tshark", arguments));
        Assert.Equal(Good.Count, Command.Run("tshark", "-r", file).Trim().Split('\n').Length);
    }
}
