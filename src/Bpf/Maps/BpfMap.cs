using System.Runtime.InteropServices;
using System.Text;
using K8sMirror.Bpf.Interop;
using K8sMirror.Bpf.Programs;
using Tmds.Linux;

namespace K8sMirror.Bpf.Maps;

/// <summary>A kernel map as bytes; owns the descriptor. <see cref="BpfMap{TKey, TValue}"/> adds types.</summary>
public sealed unsafe class BpfMap : IDisposable
{
    /// <summary>Takes over <paramref name="handle"/>.</summary>
    /// <exception cref="KernelException">It is not a map.</exception>
    public BpfMap(KernelHandle handle)
    {
        Handle = handle;
        Shape = ReadShape(handle);
    }

    /// <summary>The descriptor.</summary>
    public KernelHandle Handle { get; }

    /// <summary>Its properties, read when it was opened.</summary>
    public MapShape Shape { get; }

    /// <summary>Creates a map that lives until its last descriptor, pin and user are gone.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static BpfMap Create(MapCreation creation)
    {
        var attributes = new MapCreateAttributes
        {
            MapType = (uint)creation.Type,
            KeySize = (uint)creation.KeySize,
            ValueSize = (uint)creation.ValueSize,
            MaxEntries = (uint)creation.MaxEntries,
            MapFlags = creation.Flags,
        };
        Encoding.ASCII.GetBytes(creation.Name, new Span<byte>(attributes.MapName, 15));
        using var inner = (creation.Inner?.Handle ?? new KernelHandle(-1)).Use();
        attributes.InnerMapFd = creation.Inner is null ? 0 : inner.Descriptor;
        return new(new KernelHandle(BpfSystemCall.Do(BpfCommand.MapCreate, ref attributes, $"create the map {creation.Name}")));
    }

    /// <summary>Opens a pinned map.</summary>
    /// <exception cref="KernelException">ENOENT: nothing is pinned there.</exception>
    public static BpfMap OpenPinned(string path) => new(BpfSystemCall.OpenPinned(path));

    /// <summary>Opens a pinned map; null if nothing is pinned there.</summary>
    public static BpfMap? TryOpenPinned(string path) => BpfSystemCall.TryOpenPinned(path) is { } handle ? new(handle) : null;

    /// <summary>Opens a map by its id, such as one read from a map of maps; null if it is gone. Needs CAP_SYS_ADMIN.</summary>
    public static BpfMap? TryOpenById(uint id) =>
        BpfSystemCall.TryOpenById(BpfCommand.MapById, id, $"open map {id}") is { } handle ? new(handle) : null;

    /// <summary>Makes it outlive this process.</summary>
    public void Pin(string path) => BpfSystemCall.Pin(Handle, path);

    /// <summary>False if there is no such key. Spans have the sizes of the shape (a value per possible CPU if it is per CPU).</summary>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value)
    {
        fixed (byte* keyPointer = key, valuePointer = value)
        {
            return Succeeded(Element(BpfCommand.MapLookup, keyPointer, valuePointer, 0), "look up in");
        }
    }

    /// <summary>Writes one value.</summary>
    /// <exception cref="KernelException">E2BIG: full or no such index; EEXIST, ENOENT: not as <paramref name="expected"/>.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, MapUpdate expected)
    {
        fixed (byte* keyPointer = key, valuePointer = value)
        {
            var result = Element(BpfCommand.MapUpdate, keyPointer, valuePointer, (ulong)expected);
            if (result < 0)
            {
                throw new KernelException(-result, $"update the map {Shape.Name}");
            }
        }
    }

    /// <summary>For an array created with BPF_F_MMAPABLE (Linux 5.5): writes its first values at once.</summary>
    /// <param name="values">Words of all values, one after the other; a value has a whole number of words.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public void Fill(ReadOnlySpan<ulong> values)
    {
        var bytes = (long)Shape.ValueSize * Shape.MaxEntries;
        if (Shape.ValueSize % sizeof(ulong) != 0 || values.Length * (long)sizeof(ulong) > bytes)
        {
            throw new ArgumentException($"{values.Length} words do not fit into {Shape.MaxEntries} values of {Shape.ValueSize} bytes.", nameof(values));
        }
        using var use = Handle.Use();
        var place = (nint)LibC.mmap(null, (size_t)(ulong)bytes, LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED, use.Descriptor, 0);
        if (place == -1)
        {
            throw KernelException.Last($"map the memory of {Shape.Name}");
        }
        values.CopyTo(new((void*)place, values.Length));
        _ = LibC.munmap((void*)place, (size_t)(ulong)bytes);
    }

    /// <summary>For an array of programs: sets one. Each packet is handled by either the old program or the new one.</summary>
    public void UpdateProgram(uint place, BpfProgram program)
    {
        using var use = program.Handle.Use();
        Update(BitConverter.GetBytes(place), BitConverter.GetBytes(use.Descriptor), MapUpdate.Any);
    }

    /// <summary>False if there was no such key.</summary>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        fixed (byte* keyPointer = key)
        {
            return Succeeded(Element(BpfCommand.MapDelete, keyPointer, null, 0), "delete from");
        }
    }

    /// <summary>The key after <paramref name="key"/>, or the first one if that is empty; false at the end.</summary>
    public bool TryNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        fixed (byte* keyPointer = key, nextPointer = next)
        {
            return Succeeded(Element(BpfCommand.MapNextKey, keyPointer, nextPointer, 0), "enumerate");
        }
    }

    /// <summary>For a map of maps: sets <paramref name="inner"/>. Each packet sees either the old map or the new one, complete.</summary>
    public void UpdateInner(ReadOnlySpan<byte> key, BpfMap inner)
    {
        using var use = inner.Handle.Use();
        Update(key, BitConverter.GetBytes(use.Descriptor), MapUpdate.Any);
    }

    /// <summary>For a map of maps: opens the inner map; null if there is none. Needs CAP_SYS_ADMIN.</summary>
    public BpfMap? TryOpenInner(ReadOnlySpan<byte> key)
    {
        Span<byte> id = stackalloc byte[4];
        return TryLookup(key, id) && BitConverter.ToUInt32(id) is var found and not 0 ? TryOpenById(found) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static MapShape ReadShape(KernelHandle handle)
    {
        var map = BpfSystemCall.Describe<MapDescription>(handle, "describe a map");
        var name = BpfSystemCall.NameOf(new(map.Name, 16));
        return new((MapType)map.Type, (int)map.KeySize, (int)map.ValueSize, (int)map.MaxEntries, map.MapFlags, map.Id, name);
    }

    private int Element(BpfCommand command, byte* key, byte* value, ulong flags)
    {
        using var use = Handle.Use();
        var attributes = new MapElementAttributes { MapFd = use.Descriptor, Key = (nint)key, Value = (nint)value, Flags = flags };
        return BpfSystemCall.Try(command, ref attributes);
    }

    private bool Succeeded(int result, string verb) => result switch
    {
        >= 0 => true,
        -Errno.ENOENT => false,
        _ => throw new KernelException(-result, $"{verb} the map {Shape.Name}"),
    };
}
