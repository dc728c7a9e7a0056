using System.Globalization;
using System.Text;
using K8sMirror.NodeAgent.Datapath.Abi;

namespace K8sMirror.NodeAgent.Datapath.Options;

/// <summary>Some CPUs, at least one, as the kernel writes them: <c>2,4-7</c>.</summary>
public sealed class CpuList : IEquatable<CpuList>
{
    /// <summary>CPUs are numbered below this: as many have a bit in the datapath's map.</summary>
    public const int Limit = AbiLimits.CpuWords * 64;

    private const int MaskBits = 32;

    private CpuList(IEnumerable<int> cpus) => Cpus = [.. cpus.Distinct().Order()];

    /// <summary>Their numbers, sorted.</summary>
    public IReadOnlyList<int> Cpus { get; }

    /// <summary>Reads a list; null if it is none.</summary>
    public static CpuList? Parse(string text)
    {
        var cpus = new List<int>();
        foreach (var part in text.Trim().Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first)
            {
                return null;
            }
            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return new(cpus);
    }

    /// <summary>Reads a mask, 32 CPUs to a group of hexadecimal digits, the last ones first; null if it is empty, or none.</summary>
    public static CpuList? FromMask(string text)
    {
        var cpus = new List<int>();
        foreach (var (part, group) in text.Trim().Split(',').Reverse().Select((p, i) => (p, i)))
        {
            if (!uint.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits))
            {
                return null;
            }
            cpus.AddRange(Enumerable.Range(0, MaskBits).Where(b => (bits >> b & 1) != 0).Select(b => (group * MaskBits) + b));
        }
        return cpus.Count == 0 ? null : new(cpus);
    }

    /// <summary>As a mask, in the words of <see cref="FromMask"/>.</summary>
    public string ToMask()
    {
        var groups = new uint[(Cpus[^1] / MaskBits) + 1];
        foreach (var cpu in Cpus)
        {
            groups[cpu / MaskBits] |= 1U << (cpu % MaskBits);
        }
        return string.Join(',', groups.Reverse().Select(g => g.ToString("x8", CultureInfo.InvariantCulture)));
    }

    /// <summary>The 64 CPUs of one word, a bit each.</summary>
    public ulong Word(int index) => Cpus.Where(c => c / 64 == index).Aggregate(0UL, (bits, c) => bits | (1UL << (c % 64)));

    /// <summary>From words such as <see cref="Word"/> gives; null if all are 0.</summary>
    public static CpuList? FromWords(IReadOnlyList<ulong> words)
    {
        var cpus = Enumerable.Range(0, words.Count * 64).Where(c => (words[c / 64] >> (c % 64) & 1) != 0).ToList();
        return cpus.Count == 0 ? null : new(cpus);
    }

    /// <summary>As the kernel writes it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Cpus.Count; i++)
        {
            var first = i;
            while (i + 1 < Cpus.Count && Cpus[i + 1] == Cpus[i] + 1)
            {
                i++;
            }
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{Cpus[first]}");
            if (i > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{Cpus[i]}");
            }
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(CpuList? other) => other is not null && Cpus.SequenceEqual(other.Cpus);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuList);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>By their numbers.</summary>
    public static bool operator ==(CpuList? left, CpuList? right) => left is null ? right is null : left.Equals(right);

    /// <summary>By their numbers.</summary>
    public static bool operator !=(CpuList? left, CpuList? right) => !(left == right);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) && cpu < Limit ? cpu : null;
}
