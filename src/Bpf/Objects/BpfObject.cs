using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Maps;
using K8sMirror.Bpf.Programs;

namespace K8sMirror.Bpf.Objects;

/// <summary>
/// A compiled BPF ELF object: open, adjust, load. Maps and programs taken from it have their own descriptors, so it can be
/// disposed once they are taken. Not thread-safe.
/// </summary>
public sealed unsafe class BpfObject : IDisposable
{
    private readonly string name;
    private nint native;

    private BpfObject(nint native, string name)
    {
        this.native = native;
        this.name = name;
    }

    private nint Native => native != 0 ? native : throw new ObjectDisposedException(nameof(BpfObject));

    /// <summary>Parses an ELF object; nothing is loaded into the kernel yet.</summary>
    /// <param name="elf">The whole file; copied.</param>
    /// <param name="name">For messages, and the prefix of the names of its global data's maps.</param>
    /// <exception cref="BpfLoadException">It is not a BPF object.</exception>
    public static BpfObject Open(ReadOnlySpan<byte> elf, string name)
    {
        using var log = new LibbpfLog();
        var nativeName = Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            var options = new Libbpf.OpenOptions { Size = (nuint)sizeof(Libbpf.OpenOptions), ObjectName = (byte*)nativeName };
            fixed (byte* bytes = elf)
            {
                var opened = Libbpf.OpenMemory(bytes, (nuint)elf.Length, &options);
                return opened != 0
                    ? new BpfObject(opened, name)
                    : throw new BpfLoadException(Marshal.GetLastPInvokeError(), $"open the BPF object {name}", log.Text);
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem(nativeName);
        }
    }

    /// <summary>Before <see cref="Load"/>: sets the initial value of a global variable, also a <c>const volatile</c> one.</summary>
    /// <exception cref="ArgumentException">No such variable, or not of that size.</exception>
    public void SetGlobal<T>(string variable, T value)
        where T : unmanaged
    {
        var place = GlobalVariables.Find(Native, variable);
        if (place.Length != sizeof(T))
        {
            throw new ArgumentException($"The variable {variable} of {name} has {place.Length} bytes, not {sizeof(T)}.");
        }
        MemoryMarshal.Write(place, value);
    }

    /// <summary>Before <see cref="Load"/>: sets a map's number of entries.</summary>
    public void SetMaxEntries(string map, int entries) =>
        Check(Libbpf.SetMaxEntries(FindMap(map), (uint)entries), $"give the map {map} {entries} entries");

    /// <summary>Before <see cref="Load"/>: sets the size of a map's values in bytes.</summary>
    public void SetValueSize(string map, int bytes) => Check(Libbpf.SetValueSize(FindMap(map), (uint)bytes), $"give the values of the map {map} {bytes} bytes");

    /// <summary>Before <see cref="Load"/>: uses an existing map instead of a new one.</summary>
    /// <exception cref="KernelException">The map cannot be used; only <see cref="Load"/> detects a map of another shape.</exception>
    public void ReuseMap(string map, BpfMap existing)
    {
        using var use = existing.Handle.Use();
        Check(Libbpf.ReuseMap(FindMap(map), use.Descriptor), $"reuse the map {map}");
    }

    /// <summary>Before <see cref="Load"/>: excludes a program.</summary>
    public void LeaveOut(string program) => Check(Libbpf.SetAutoload(FindProgram(program), false), $"leave out the program {program}");

    /// <summary>Before <see cref="Load"/>: includes a program whose section is marked optional (<c>SEC("?…")</c>).</summary>
    public void Include(string program) => Check(Libbpf.SetAutoload(FindProgram(program), true), $"include the program {program}");

    /// <summary>Creates the maps and loads the programs: the kernel verifies and compiles them.</summary>
    /// <exception cref="BpfLoadException">With the verifier's log.</exception>
    public void Load()
    {
        using var log = new LibbpfLog();
        var result = Libbpf.Load(Native);
        if (result < 0)
        {
            throw new BpfLoadException(-result, $"load the BPF object {name}", log.Text);
        }
    }

    /// <summary>Names of all maps, including those of global data.</summary>
    public IReadOnlyList<string> MapNames() => Names(Libbpf.NextMap, map => Text(Libbpf.MapName(map)));

    /// <summary>Names of all programs: their C functions.</summary>
    public IReadOnlyList<string> ProgramNames() => Names(Libbpf.NextProgram, program => Text(Libbpf.ProgramName(program)));

    /// <summary>After <see cref="Load"/>: a map, to be disposed by the caller; also <c>.bss</c>, <c>.data</c> and <c>.rodata</c>.</summary>
    public BpfMap Map(string map) => new(Descriptor(Libbpf.MapDescriptor(FindMap(map)), map));

    /// <summary>After <see cref="Load"/>: a typed map, to be disposed by the caller.</summary>
    public BpfMap<TKey, TValue> Map<TKey, TValue>(string map)
        where TKey : unmanaged
        where TValue : unmanaged => new(Map(map));

    /// <summary>After <see cref="Load"/>: a typed per-CPU map, to be disposed by the caller.</summary>
    public PerCpuBpfMap<TKey, TValue> PerCpuMap<TKey, TValue>(string map)
        where TKey : unmanaged
        where TValue : unmanaged => new(Map(map));

    /// <summary>After <see cref="Load"/>: a program, to be disposed by the caller.</summary>
    public BpfProgram Program(string program) => new(Descriptor(Libbpf.ProgramDescriptor(FindProgram(program)), program));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (native != 0)
        {
            Libbpf.Close(native);
            native = 0;
        }
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static void Check(int result, string operation)
    {
        if (result < 0)
        {
            throw new KernelException(-result, operation);
        }
    }

    private List<string> Names(Func<nint, nint, nint> next, Func<nint, string> nameOf)
    {
        var names = new List<string>();
        for (var item = next(Native, 0); item != 0; item = next(Native, item))
        {
            names.Add(nameOf(item));
        }
        return names;
    }

    private KernelHandle Descriptor(int descriptor, string item) => descriptor >= 0
        ? KernelHandle.DuplicateOf(descriptor)
        : throw new InvalidOperationException($"{item} of the BPF object {name} is not loaded.");

    private nint FindMap(string map) => Libbpf.FindMap(Native, map) is var found and not 0
        ? found
        : throw new ArgumentException($"The BPF object {name} has no map {map}; it has {string.Join(", ", MapNames())}.");

    private nint FindProgram(string program) => Libbpf.FindProgram(Native, program) is var found and not 0
        ? found
        : throw new ArgumentException($"The BPF object {name} has no program {program}; it has {string.Join(", ", ProgramNames())}.");
}
