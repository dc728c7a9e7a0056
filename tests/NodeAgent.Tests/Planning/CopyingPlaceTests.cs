using K8sMirror.NodeAgent.Planning;

namespace K8sMirror.NodeAgent.Tests.Planning;

public sealed class CopyingPlaceTests
{
    [Theory]
    [InlineData(1, 0, false, "1 copy; worth it from 4 on")]
    [InlineData(0, 2, false, "2 copies; worth it from 4 on")]
    [InlineData(3, 0, false, "3 copies; worth it from 4 on")]
    [InlineData(2, 1, false, "3 copies; worth it from 4 on")]
    [InlineData(1, 2, true, "3 copies, 2 of them for virtual NICs")]
    [InlineData(4, 0, true, "4 copies")]
    [InlineData(0, 16, true, "16 copies")]
    public void Many_copies_are_made_elsewhere(int hardware, int isVirtual, bool isAway, string reason) => Assert.Equal(
        new CopyingPlace(isAway, reason), CopyingPlace.Choose([.. Enumerable.Repeat(false, hardware), .. Enumerable.Repeat(true, isVirtual)]));
}
