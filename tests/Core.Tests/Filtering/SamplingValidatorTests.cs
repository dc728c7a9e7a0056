using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class SamplingValidatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(MirrorSampling.MostOneIn)]
    public void Numbers_in_the_range_are_taken(int oneIn) => Assert.Empty(SamplingValidator.Validate(new() { OneIn = oneIn }, "s"));

    [Theory]
    [InlineData(0, 0, "s.oneIn: is 0; write a number from 1, for all, to 1000000")]
    [InlineData(-5, 0, "s.oneIn: is -5; write a number from 1, for all, to 1000000")]
    [InlineData(MirrorSampling.MostOneIn + 1, 0, "s.oneIn: is 1000001; write a number from 1, for all, to 1000000")]
    [InlineData(2, 9, "s.by: is unknown; write Flow or Packet")]
    public void Others_are_refused(int oneIn, int by, string message) =>
        Assert.Equal(message, Assert.Single(SamplingValidator.Validate(new() { OneIn = oneIn, By = (SamplingBasis)by }, "s")).ToString());

    [Fact]
    public void None_is_fine() => Assert.Empty(SamplingValidator.Validate(null, "s"));
}
