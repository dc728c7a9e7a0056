using System.Globalization;

namespace K8sMirror.Core.Rendering;

/// <summary>Numbers as readable text.</summary>
public static class Numbers
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Exact, with thousands separators.</summary>
    public static string Count(ulong count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in decimal units, three digits.</summary>
    public static string Bytes(ulong bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? $"{bytes} B" : string.Create(CultureInfo.InvariantCulture, $"{value:G3} {Units[unit]}");
    }
}
