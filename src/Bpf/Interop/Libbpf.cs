using System.Runtime.InteropServices;

namespace K8sMirror.Bpf.Interop;

/// <summary>The few stable calls of libbpf (1.0 and later) that turn an ELF object into descriptors.</summary>
internal static unsafe partial class Libbpf
{
    private const string Library = "libbpf.so.1";

    [LibraryImport(Library, EntryPoint = "libbpf_set_print")]
    public static partial nint SetPrint(delegate* unmanaged<int, byte*, nint, int> print);

    [LibraryImport(Library, EntryPoint = "bpf_object__open_mem", SetLastError = true)]
    public static partial nint OpenMemory(byte* elf, nuint size, OpenOptions* options);

    [LibraryImport(Library, EntryPoint = "bpf_object__load")]
    public static partial int Load(nint @object);

    [LibraryImport(Library, EntryPoint = "bpf_object__close")]
    public static partial void Close(nint @object);

    [LibraryImport(Library, EntryPoint = "bpf_object__btf")]
    public static partial nint Types(nint @object);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_map")]
    public static partial nint NextMap(nint @object, nint map);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_program")]
    public static partial nint NextProgram(nint @object, nint program);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_map_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindMap(nint @object, string name);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_program_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindProgram(nint @object, string name);

    [LibraryImport(Library, EntryPoint = "bpf_map__name")]
    public static partial byte* MapName(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__fd")]
    public static partial int MapDescriptor(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__set_max_entries")]
    public static partial int SetMaxEntries(nint map, uint maxEntries);

    [LibraryImport(Library, EntryPoint = "bpf_map__set_value_size")]
    public static partial int SetValueSize(nint map, uint size);

    [LibraryImport(Library, EntryPoint = "bpf_map__reuse_fd")]
    public static partial int ReuseMap(nint map, int fd);

    [LibraryImport(Library, EntryPoint = "bpf_map__initial_value")]
    public static partial byte* InitialValue(nint map, out nuint size);

    [LibraryImport(Library, EntryPoint = "bpf_program__name")]
    public static partial byte* ProgramName(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__fd")]
    public static partial int ProgramDescriptor(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_autoload")]
    public static partial int SetAutoload(nint program, [MarshalAs(UnmanagedType.U1)] bool autoload);

    [LibraryImport(Library, EntryPoint = "btf__find_by_name_kind", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FindType(nint btf, string name, uint kind);

    [LibraryImport(Library, EntryPoint = "btf__type_by_id")]
    public static partial BtfType* TypeById(nint btf, uint id);

    [LibraryImport(Library, EntryPoint = "btf__name_by_offset")]
    public static partial byte* TypeName(nint btf, uint offset);

    /// <summary>struct bpf_object_open_opts, only its first two members: libbpf uses the size that it is given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenOptions
    {
        public nuint Size;
        public byte* ObjectName;
    }

    /// <summary>struct btf_type; a section's variables (<see cref="BtfSectionVariable"/>) follow it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BtfType
    {
        public uint NameOffset;
        public uint Kind;
        public uint SizeOrType;

        public readonly int Count => (int)(Kind & 0xffff);
    }

    /// <summary>struct btf_var_secinfo.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BtfSectionVariable
    {
        public uint Type;
        public uint Offset;
        public uint Size;
    }
}
