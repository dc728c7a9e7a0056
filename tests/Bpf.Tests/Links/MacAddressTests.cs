using K8sMirror.Bpf.Links;

namespace K8sMirror.Bpf.Tests.Links;

public sealed class MacAddressTests
{
    [Fact]
    public void Bytes_go_in_and_come_out_in_the_order_in_which_they_are_sent()
    {
        byte[] bytes = [0x02, 0x00, 0x5e, 0x10, 0xfe, 0x01];
        var address = new MacAddress(bytes);
        var written = new byte[6];
        address.CopyTo(written);
        Assert.Equal(bytes, written);
        Assert.Equal("02:00:5e:10:fe:01", address.ToString());
        Assert.Equal(new(bytes), address);
    }

    [Fact]
    public void None_is_all_zeros_and_other_lengths_are_refused()
    {
        Assert.True(default(MacAddress).IsZero);
        Assert.False(new MacAddress([0, 0, 0, 0, 0, 1]).IsZero);
        Assert.Throws<ArgumentException>(() => new MacAddress([1, 2, 3, 4]));
    }
}
