using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Core.Planning;
using K8sMirror.Core.Tests.Api;

namespace K8sMirror.Core.Tests.Planning;

/// <summary>Slicing and rate limits: what is accepted, what is refused, and the value of a quantity.</summary>
public sealed class ShapeValidatorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(DatapathLimits.ShortestSnap)]
    [InlineData(DatapathLimits.LongestSnap)]
    public void Lengths_in_the_range_are_taken(int snapLength) => Assert.Empty(ShapeValidator.Validate(new TrafficMirrorSpec { SnapLength = snapLength }, "s"));

    [Theory]
    [InlineData(-64)]
    [InlineData(1)]
    [InlineData(DatapathLimits.ShortestSnap - 1)]
    [InlineData(DatapathLimits.LongestSnap + 1)]
    public void Others_are_refused(int snapLength) =>
        Assert.Equal($"s.snapLength: is {snapLength}; write a number from 64 to 65535, or 0 for all bytes", Assert.Single(ShapeValidator.Validate(new TrafficMirrorSpec { SnapLength = snapLength }, "s")).ToString());

    [Theory]
    [InlineData(1L, null)]
    [InlineData(MirrorRateLimit.MostPackets, null)]
    [InlineData(null, "1k")]
    [InlineData(null, "1T")]
    [InlineData(7L, "1000")]
    public void Bounds_in_the_range_are_taken(long? packets, string? bits) =>
        Assert.Empty(ShapeValidator.Validate(new TrafficMirrorSpec { RateLimit = new() { PacketsPerSecond = packets, BitsPerSecond = bits } }, "s"));

    [Theory]
    [InlineData(null, null, "s.rateLimit: has no bound; write packetsPerSecond, bitsPerSecond or both")]
    [InlineData(0L, "1M", "s.rateLimit.packetsPerSecond: is 0; write a number from 1 to 1000000000")]
    [InlineData(MirrorRateLimit.MostPackets + 1, null, "s.rateLimit.packetsPerSecond: is 1000000001; write a number from 1 to 1000000000")]
    [InlineData(1L, "999", "s.rateLimit.bitsPerSecond: '999' is no rate from 1k to 1T; write one like 500M or 1.5G")]
    [InlineData(null, "1.1T", "s.rateLimit.bitsPerSecond: '1.1T' is no rate from 1k to 1T; write one like 500M or 1.5G")]
    [InlineData(null, "", "s.rateLimit.bitsPerSecond: '' is no rate from 1k to 1T; write one like 500M or 1.5G")]
    public void Other_bounds_are_refused(long? packets, string? bits, string message) => Assert.Equal(
        message, Assert.Single(ShapeValidator.Validate(new TrafficMirrorSpec { RateLimit = new() { PacketsPerSecond = packets, BitsPerSecond = bits } }, "s")).ToString());

    [Theory]
    [InlineData("1000", 1_000L)]
    [InlineData("64k", 64_000L)]
    [InlineData("500M", 500_000_000L)]
    [InlineData("1.5G", 1_500_000_000L)]
    [InlineData("1T", 1_000_000_000_000L)]
    [InlineData("1Ki", 1_024L)]
    [InlineData("2Mi", 2_097_152L)]
    [InlineData("1Gi", 1_073_741_824L)]
    public void A_quantity_is_so_many_bits(string text, long bits) => Assert.Equal(bits, RateLimitReader.Bits(text));

    /// <summary>Compares the server's pattern with the reader on invalid quantities; the operator checks their size.</summary>
    [Fact]
    public void What_the_schema_takes_the_reader_takes_and_the_other_way_round()
    {
        var schema = Crd.Schema(TrafficMirror.Plural)["properties"]!["spec"]!["properties"]!["rateLimit"]!["properties"]!["bitsPerSecond"]!;
        string[] texts =
        [
            "", "k", "5", "5k", "5K", "5m", "5M", "5kk", "5Mi", "5Ki", "5ki", "5i", "5G", "5Gi", "5T", "5Ti", "5P", ".5G", "5.G", "5.5G", "5.5.5G", "-5G", "+5G", " 5G", "5G ", "5 G", "5e3",
            "5,5G", "0x5", "5\0", "5\0G", "1" + new string('0', 31), "1" + new string('0', 32), "1." + new string('0', 30), "\u0665G",
        ];
        Assert.All(texts, text =>
        {
            var isTaken = text.Length >= (int)schema["minLength"]! && text.Length <= (int)schema["maxLength"]! && Regex.IsMatch(text, (string)schema["pattern"]!);
            var bits = RateLimitReader.Bits(text);
            Assert.True(bits is null || isTaken, text);
            Assert.True(bits is not null || !isTaken || text.Length > 13 || text.Contains('T', StringComparison.Ordinal), text);
        });
    }
}
