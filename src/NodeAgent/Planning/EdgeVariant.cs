using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Names of the variants of copies from one hook to one target. Short: the kernel has 64 bytes for target and variant.</summary>
internal static class EdgeVariant
{
    /// <summary>By label: copies with different labels are different copies, and a target gets each.</summary>
    public static string Of(SourceTag? tag) => tag is null ? "" : string.Create(CultureInfo.InvariantCulture, $"vlan{tag.Vlan}");

    /// <summary>
    /// By treatment, if a mirror of higher rank has another one for the packets that it selects: a target gets one copy, as the first mirror
    /// that accepts the packet wants it.
    /// </summary>
    /// <param name="label">From the first method.</param>
    /// <param name="snapLength">Bytes kept; 0: all.</param>
    /// <param name="limitOf">The mirror whose limit applies; null if none.</param>
    public static string Of(string label, int snapLength, string? limitOf)
    {
        var parts = new List<string>();
        if (label.Length > 0)
        {
            parts.Add(label);
        }
        parts.Add(snapLength == 0 ? "whole" : string.Create(CultureInfo.InvariantCulture, $"snap{snapLength}"));
        if (limitOf is not null)
        {
            // A mirror's name may be longer than there is room.
            parts.Add($"limit-{Fingerprint.Of(Encoding.UTF8.GetBytes(limitOf))}");
        }
        return string.Join('.', parts);
    }
}
