using System.Globalization;

namespace K8sMirror.Bpf.Maps;

/// <summary>CPUs that may ever come online: a per-CPU value exists for each, online or not.</summary>
public static class PossibleCpus
{
    /// <summary>Their number.</summary>
    public static int Count { get; } = CountOf(File.ReadAllText("/sys/devices/system/cpu/possible"));

    /// <summary>Counts a list such as <c>0-3,8</c>.</summary>
    /// <exception cref="FormatException">It is not such a list.</exception>
    public static int CountOf(string list)
    {
        var count = 0;
        foreach (var range in list.Trim().Split(','))
        {
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var first = int.Parse(dash < 0 ? range : range[..dash], CultureInfo.InvariantCulture);
            var last = int.Parse(range[(dash + 1)..], CultureInfo.InvariantCulture);
            count += last - first + 1;
        }
        return count;
    }
}
