using K8sMirror.Bpf.Links;

namespace K8sMirror.Testing;

/// <summary>A cable between two namespaces (or two ends in one), both ends up; removed on dispose.</summary>
public sealed class VethLink : IDisposable
{
    private readonly TestNetNs left;
    private readonly int leftIndex;

    /// <summary>Creates it.</summary>
    /// <param name="left">One namespace.</param>
    /// <param name="leftName">Interface there.</param>
    /// <param name="right">The other.</param>
    /// <param name="rightName">Interface there.</param>
    /// <param name="mtu">MTU of both.</param>
    /// <param name="silent">Without ARP and IPv6, so that only the test's frames pass.</param>
    public VethLink(TestNetNs left, string leftName, TestNetNs right, string rightName, int mtu = 1500, bool silent = true)
    {
        this.left = left;
        using var control = left.Run(() => new LinkControl());
        var passing = left == right ? rightName : $"x{Guid.NewGuid():N}"[..15];
        var (end, peer) = control.CreateVeth(new(leftName, passing) { Mtu = mtu, Queues = 1, Silent = silent });
        leftIndex = end.Index;
        if (left != right)
        {
            control.MoveTo(peer.Index, right.Handle);
        }
        using var rightControl = right.Run(() => new LinkControl());
        var arrived = right.Link(passing).Index;
        if (left != right)
        {
            rightControl.Rename(arrived, rightName);
        }
        control.SetUp(end.Index, up: true);
        rightControl.SetUp(arrived, up: true);
        left.WaitUntilUp(leftName);
        right.WaitUntilUp(rightName);
        Left = left.Link(leftName);
        Right = right.Link(rightName);
    }

    /// <summary>One end, up and with a carrier.</summary>
    public Link Left { get; }

    /// <summary>The other end.</summary>
    public Link Right { get; }

    /// <summary>Deletes it, unless the test already did.</summary>
    public void Dispose()
    {
        using var control = left.Run(() => new LinkControl());
        if (left.Links().ByIndex(leftIndex) is not null)
        {
            control.Delete(leftIndex);
        }
    }
}
