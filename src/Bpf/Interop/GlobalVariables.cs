using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

/// <summary>Finds the bytes of a C global variable in an opened object, through its BTF.</summary>
internal static unsafe class GlobalVariables
{
    private const uint KindSection = 15;

    private static readonly string[] Sections = [".rodata", ".data", ".bss"];

    /// <exception cref="ArgumentException">No such variable.</exception>
    public static Span<byte> Find(nint @object, string variable)
    {
        var btf = Libbpf.Types(@object);
        foreach (var section in Sections)
        {
            var id = Libbpf.FindType(btf, section, KindSection);
            if (id > 0 && TryFind(btf, Libbpf.TypeById(btf, (uint)id), variable) is { } place)
            {
                var bytes = Libbpf.InitialValue(Libbpf.FindMap(@object, section), out var size);
                return new Span<byte>(bytes, (int)size).Slice((int)place.Offset, (int)place.Size);
            }
        }
        throw new ArgumentException($"The BPF object has no global variable {variable}.");
    }

    private static Libbpf.BtfSectionVariable? TryFind(nint btf, Libbpf.BtfType* section, string variable)
    {
        var places = (Libbpf.BtfSectionVariable*)(section + 1);
        for (var i = 0; i < section->Count; i++)
        {
            var name = Libbpf.TypeName(btf, Libbpf.TypeById(btf, places[i].Type)->NameOffset);
            if (Marshal.PtrToStringUTF8((nint)name) == variable)
            {
                return places[i];
            }
        }
        return null;
    }
}
