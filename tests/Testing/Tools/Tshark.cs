using System.Text.Json;

namespace K8sMirror.Testing;

/// <summary>Wireshark's dissectors, which read packets independently of our own code.</summary>
public static class Tshark
{
    private static readonly string[] Strict =
    [
        "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "ip.defragment:TRUE", "-o", "tcp.desegment_tcp_streams:FALSE",
    ];

    private static readonly string[] Outer = ["ip.checksum.status", "udp.checksum.status"];

    /// <summary>
    /// Decapsulates packets; tshark reassembles fragments. Fails if it finds a bad outer checksum.
    /// </summary>
    /// <param name="frames">As captured.</param>
    public static IReadOnlyList<WrappedFrame> Unwrap(IReadOnlyList<byte[]> frames)
    {
        using var folder = new TempDir();
        var file = Path.Combine(folder.Path, "wrapped.pcap");
        PcapFile.Write(file, frames);
        using var json = JsonDocument.Parse(Command.Run("tshark", ["-r", file, "-T", "json", "-x", "--no-duplicate-keys", .. Strict]));
        return [.. json.RootElement.EnumerateArray().Select(p => Read(p.GetProperty("_source").GetProperty("layers"))).OfType<WrappedFrame>()];
    }

    private static WrappedFrame? Read(JsonElement layers)
    {
        // Two Ethernet headers: the outer one, and the frame's. In a reassembled packet the second has separate bytes.
        if (!layers.TryGetProperty("eth_raw", out var headers) || headers.ValueKind != JsonValueKind.Array || headers[0].ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(layers, fields);
        if (Outer.FirstOrDefault(name => fields.GetValueOrDefault(name) == "0") is { } bad)
        {
            throw new InvalidOperationException($"tshark: bad {bad}");
        }
        var whole = fields.ContainsKey("ip.reassembled.data") || fields.ContainsKey("ipv6.reassembled.data")
            ? Convert.FromHexString(fields[fields.ContainsKey("ip.reassembled.data") ? "ip.reassembled.data" : "ipv6.reassembled.data"].Replace(":", "", StringComparison.Ordinal))
            : Convert.FromHexString(layers.GetProperty("frame_raw")[0].GetString()!);
        return new(whole[headers[1][1].GetInt32()..], fields);
    }

    // The first field with a name belongs to the outer header.
    private static void Collect(JsonElement element, Dictionary<string, string> fields)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Value.ValueKind == JsonValueKind.String)
                    {
                        fields.TryAdd(property.Name, property.Value.GetString()!);
                    }
                    else if (!property.Name.EndsWith("_raw", StringComparison.Ordinal))
                    {
                        Collect(property.Value, fields);
                    }
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Collect(item, fields);
                }
                break;
        }
    }
}
