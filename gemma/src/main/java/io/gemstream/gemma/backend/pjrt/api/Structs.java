package io.gemstream.gemma.backend.pjrt.api;

/**
 * The structs we pass, field by field as in openxla/xla {@code xla/pjrt/c/pjrt_c_api.h}, version 0.115. Plug-ins accept
 * a struct that is longer than the one they know and refuse a shorter one, so the newest layout serves older plug-ins,
 * too.
 */
final class Structs {

    static final Struct VERSION = Struct.of("PJRT_Api_Version", "i:major_version i:minor_version");

    static final Struct ERROR_DESTROY = Struct.of("PJRT_Error_Destroy_Args", "p:error");
    static final Struct ERROR_MESSAGE = Struct.of("PJRT_Error_Message_Args", "p:error p:message p:message_size");
    static final Struct ERROR_CODE = Struct.of("PJRT_Error_GetCode_Args", "p:error i:code");

    static final Struct PLUGIN_INITIALIZE = Struct.of("PJRT_Plugin_Initialize_Args", "");
    static final Struct NAMED_VALUE = Struct.of("PJRT_NamedValue", "p:name p:name_size i:type p:value p:value_size");

    static final Struct EVENT = Struct.of("PJRT_Event_Destroy_Args", "p:event");
    static final Struct EVENT_ON_READY = Struct.of("PJRT_Event_OnReady_Args", "p:event p:callback p:user_arg");

    static final Struct CLIENT_CREATE = Struct.of(
            "PJRT_Client_Create_Args",
            "p:create_options p:num_options p:kv_get_callback p:kv_get_user_arg p:kv_put_callback p:kv_put_user_arg"
                    + " p:client p:kv_try_get_callback p:kv_try_get_user_arg");
    static final Struct CLIENT_DESTROY = Struct.of("PJRT_Client_Destroy_Args", "p:client");
    static final Struct CLIENT_NAME = Struct.of("PJRT_Client_PlatformName_Args", "p:client p:text p:text_size");
    static final Struct CLIENT_DEVICES =
            Struct.of("PJRT_Client_AddressableDevices_Args", "p:client p:devices p:num_devices");
    static final Struct CLIENT_COMPILE = Struct.of(
            "PJRT_Client_Compile_Args", "p:client p:program p:compile_options p:compile_options_size p:executable");
    static final Struct CLIENT_BUFFER_FROM_HOST = Struct.of(
            "PJRT_Client_BufferFromHostBuffer_Args",
            "p:client p:data i:type p:dims p:num_dims p:byte_strides p:num_byte_strides i:host_buffer_semantics"
                    + " p:device p:memory p:device_layout p:done_with_host_buffer p:buffer");
    static final Struct PROGRAM = Struct.of("PJRT_Program", "p:code p:code_size p:format p:format_size");

    static final Struct DESCRIPTION_ID = Struct.of("PJRT_DeviceDescription_Id_Args", "p:device_description i:id");
    static final Struct DESCRIPTION_KIND =
            Struct.of("PJRT_DeviceDescription_Kind_Args", "p:device_description p:text p:text_size");
    static final Struct DEVICE_DESCRIPTION =
            Struct.of("PJRT_Device_GetDescription_Args", "p:device p:device_description");
    static final Struct DEVICE_MEMORY = Struct.of(
            "PJRT_Device_MemoryStats_Args",
            "p:device p:bytes_in_use p:peak_bytes_in_use b:peak_bytes_in_use_is_set p:num_allocs b:num_allocs_is_set"
                    + " p:largest_alloc_size b:largest_alloc_size_is_set p:bytes_limit b:bytes_limit_is_set"
                    + " p:bytes_reserved b:bytes_reserved_is_set p:peak_bytes_reserved b:peak_bytes_reserved_is_set"
                    + " p:bytes_reservable_limit b:bytes_reservable_limit_is_set p:largest_free_block_bytes"
                    + " b:largest_free_block_bytes_is_set p:pool_bytes b:pool_bytes_is_set p:peak_pool_bytes"
                    + " b:peak_pool_bytes_is_set p:peak_allocated_bytes b:peak_allocated_bytes_is_set");

    static final Struct EXECUTABLE_DESTROY = Struct.of("PJRT_Executable_Destroy_Args", "p:executable");
    static final Struct EXECUTABLE_SERIALIZE = Struct.of(
            "PJRT_Executable_Serialize_Args",
            "p:executable p:serialized_bytes p:serialized_bytes_size p:serialized_executable"
                    + " p:serialized_executable_deleter");
    static final Struct EXECUTABLE_DESERIALIZE = Struct.of(
            "PJRT_Executable_DeserializeAndLoad_Args",
            "p:client p:serialized_executable p:serialized_executable_size p:loaded_executable"
                    + " p:overridden_serialized_compile_options p:overridden_serialized_compile_options_size"
                    + " p:load_options");
    static final Struct EXECUTABLE_OUTPUTS = Struct.of("PJRT_Executable_NumOutputs_Args", "p:executable p:num_outputs");
    static final Struct EXECUTABLE_MEMORY = Struct.of(
            "PJRT_Executable_GetCompiledMemoryStats_Args",
            "p:executable p:generated_code_size_in_bytes p:argument_size_in_bytes p:output_size_in_bytes"
                    + " p:alias_size_in_bytes p:temp_size_in_bytes p:host_generated_code_size_in_bytes"
                    + " p:host_argument_size_in_bytes p:host_output_size_in_bytes p:host_alias_size_in_bytes"
                    + " p:host_temp_size_in_bytes p:peak_memory_in_bytes p:total_size_in_bytes"
                    + " p:total_allocation_bytes p:indefinite_allocations p:peak_unpadded_heap_bytes");

    static final Struct LOADED_DESTROY = Struct.of("PJRT_LoadedExecutable_Destroy_Args", "p:executable");
    static final Struct LOADED_EXECUTABLE =
            Struct.of("PJRT_LoadedExecutable_GetExecutable_Args", "p:loaded_executable p:executable");
    static final Struct EXECUTE = Struct.of(
            "PJRT_LoadedExecutable_Execute_Args",
            "p:executable p:options p:argument_lists p:num_devices p:num_args p:output_lists p:device_complete_events"
                    + " p:execute_device");
    static final Struct EXECUTE_OPTIONS = Struct.of(
            "PJRT_ExecuteOptions",
            "p:send_callbacks p:recv_callbacks p:num_send_ops p:num_recv_ops i:launch_id"
                    + " p:non_donatable_input_indices p:num_non_donatable_input_indices p:context p:call_location"
                    + " p:num_tasks p:task_ids p:incarnation_ids p:multi_slice_config"
                    + " b:use_major_to_minor_data_layout_for_callbacks p:hlo_output_callbacks"
                    + " p:num_hlo_output_callbacks");

    static final Struct BUFFER_DESTROY = Struct.of("PJRT_Buffer_Destroy_Args", "p:buffer");
    static final Struct BUFFER_TO_HOST =
            Struct.of("PJRT_Buffer_ToHostBuffer_Args", "p:src p:host_layout p:dst p:dst_size p:event");
    static final Struct BUFFER_READY = Struct.of("PJRT_Buffer_ReadyEvent_Args", "p:buffer p:event");
    static final Struct BUFFER_POINTER = Struct.of("PJRT_Buffer_UnsafePointer_Args", "p:buffer p:buffer_pointer");
    static final Struct BUFFER_DELETED = Struct.of("PJRT_Buffer_IsDeleted_Args", "p:buffer b:is_deleted");
    static final Struct BUFFER_LAYOUT = Struct.of(
            "PJRT_Buffer_MemoryLayout",
            "p:tiled_struct_size p:tiled_extension_start p:minor_to_major p:minor_to_major_size p:tile_dims"
                    + " p:tile_dim_sizes p:num_tiles i:type");

    static final Struct TOPOLOGY_CREATE = Struct.of(
            "PJRT_TopologyDescription_Create_Args",
            "p:topology_name p:topology_name_size p:create_options p:num_options p:topology");
    static final Struct TOPOLOGY_DESTROY = Struct.of("PJRT_TopologyDescription_Destroy_Args", "p:topology");
    static final Struct TOPOLOGY_DEVICES = Struct.of(
            "PJRT_TopologyDescription_GetDeviceDescriptions_Args", "p:topology p:descriptions p:num_descriptions");
    static final Struct COMPILE = Struct.of(
            "PJRT_Compile_Args",
            "p:topology p:program p:compile_options p:compile_options_size p:client p:executable");

    private Structs() {}
}
