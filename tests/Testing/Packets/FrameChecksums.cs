namespace K8sMirror.Testing;

/// <summary>Checks a frame's checksums as a sensor would.</summary>
public static class FrameChecksums
{
    /// <summary>A description of the fault; null if the IPv4 header, TCP and UDP checksums that are present are right.</summary>
    public static string? Fault(ReadOnlySpan<byte> frame)
    {
        if (FrameView.TryParse(frame) is not { } view)
        {
            return "cut short";
        }
        if (view.TransportOffset < 0)
        {
            return null;
        }
        if (view.End > frame.Length || view.TransportOffset > view.End)
        {
            return $"the IP packet should end at {view.End}, the frame has {frame.Length} bytes";
        }
        var isIPv4 = view.EtherType == 0x0800;
        if (isIPv4 && InternetChecksum.Of(frame[view.NetworkOffset..view.TransportOffset]) != 0)
        {
            return "IPv4 header checksum";
        }
        // Only the first fragment has the transport header, and its checksum is over the whole packet.
        if (view.IsFragment || view.Protocol is not (FrameView.Tcp or FrameView.Udp))
        {
            return null;
        }
        var transport = frame[view.TransportOffset..view.End];
        var isTcp = view.Protocol == FrameView.Tcp;
        if (transport.Length < (isTcp ? 20 : 8))
        {
            return "transport header cut short";
        }
        if (!isTcp && isIPv4 && transport[6] == 0 && transport[7] == 0)
        {
            return null; // Sent without a checksum.
        }
        return InternetChecksum.Of(transport, PseudoHeader(frame, view)) == 0 ? null : isTcp ? "TCP checksum" : "UDP checksum";
    }

    internal static uint PseudoHeader(ReadOnlySpan<byte> frame, FrameView view)
    {
        var (from, size) = view.EtherType == 0x0800 ? (view.NetworkOffset + 12, 4) : (view.NetworkOffset + 8, 16);
        return InternetChecksum.PseudoHeader(
            frame.Slice(from, size), frame.Slice(from + size, size), (byte)view.Protocol, view.End - view.TransportOffset);
    }
}
