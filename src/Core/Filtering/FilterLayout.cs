namespace K8sMirror.Core.Filtering;

/// <summary>Numbers of bpf/filter_abi.h.</summary>
internal static class FilterLayout
{
    public const int MaxWords = 64;
    public const int MaxClauses = 64;

    /// <summary>64-bit words of <c>struct k8sm_clause</c>.</summary>
    public const int ClauseWords = 5;

    /// <summary>64-bit words of <c>struct k8sm_pick</c>.</summary>
    public const int PickWords = 2;
    public const int FieldIPv6 = 256;
    public const int FieldOther = 512;
    public const int FieldNoAddress = 513;
    public const int FieldAnyIPv6 = 514;
    public const int FieldNoPort = 515;
    public const int FieldOtherMac = 516;
    public const int FieldTcpFlags = 768;
    public const int FieldIcmpType = 1024;
    public const int FieldIcmpCode = 1280;
    public const int FieldNoDetail = 1536;
    public const int FieldVlan = 2048;
    public const int FieldUntagged = 6144;
    public const int Fields = 6145;
    public const ulong ExactType = 1UL << 48;
    public const int TrieRoot = 65536;
    public const uint TrieNode = 0x8000_0000;
    public const uint TrieRanges = 0x4000_0000;
    public const int MostRanges = 16;
    public const ulong DeBruijn = 0x03f79d71b4cb0a89;

    /// <summary>Index of a bit of a word in the datapath's order.</summary>
    public static int PlaceOf(int bit) => (int)(((1UL << bit) * DeBruijn) >> 58);

    /// <summary>Packs two numbers into one.</summary>
    public static ulong Pack(uint first, uint second) => first | ((ulong)second << 32);
}
