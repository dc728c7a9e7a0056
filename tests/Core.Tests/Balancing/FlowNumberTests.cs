using System.Net;
using K8sMirror.Core.Balancing;

namespace K8sMirror.Core.Tests.Balancing;

/// <summary>Datapath.Tests compares the kernel's number with this one.</summary>
public sealed class FlowNumberTests
{
    [Fact]
    public void Both_directions_have_one_number()
    {
        var (a, b) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.7"));
        Assert.Equal(FlowNumber.Of(a, 40000, b, 443, 6), FlowNumber.Of(b, 443, a, 40000, 6));
        Assert.NotEqual(FlowNumber.Of(a, 40000, b, 443, 6), FlowNumber.Of(a, 40000, b, 443, 17));
        Assert.NotEqual(FlowNumber.Of(a, 40000, b, 443, 6), FlowNumber.Of(a, 443, b, 40000, 6));
        Assert.Equal(FlowNumber.Of(0x020000000001, 0x020000000002), FlowNumber.Of(0x020000000002, 0x020000000001));
    }

    /// <summary>Clients of one network with consecutive ports: no bucket is preferred, among all of them or among those that sampling selects.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(64)]
    public void Buckets_fill_evenly_whatever_is_sampled(int oneIn)
    {
        var threshold = (1UL << 32) / (ulong)oneIn;
        var server = IPAddress.Parse("10.0.0.1");
        var counts = new int[BalanceTable.Buckets];
        for (var client = 0; client < 256; client++)
        {
            var address = new IPAddress([10, 0, 1, (byte)client]);
            for (var port = 32768; port < 32768 + 4096; port++)
            {
                var number = FlowNumber.Of(address, (ushort)port, server, 443, 6);
                counts[FlowNumber.BucketOf(number)] += number < threshold ? 1 : 0;
            }
        }
        // Chi squared of 1,023 degrees of freedom: mean 1,023, standard deviation 45; six of them.
        var mean = counts.Average();
        Assert.InRange(mean * oneIn, 1024 * 0.97, 1024 * 1.03);
        Assert.InRange(counts.Sum(c => (c - mean) * (c - mean) / mean), 1023 - 271, 1023 + 271);
    }
}
