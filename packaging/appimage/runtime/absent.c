/* Decompressors that squashfuse asks for and no image of ours uses. LZO's is under the GPL, so it
 * is not linked; an image that wants either of them is refused. Licence: Apache-2.0 */
int LZ4_decompress_safe(const char *from, char *to, int size, int room);
int LZ4_decompress_safe(const char *from, char *to, int size, int room)
{
    (void)from, (void)to, (void)size, (void)room;
    return -1;
}

int lzo1x_decompress_safe(const unsigned char *from, unsigned long size, unsigned char *to,
                          unsigned long *room, void *work);
int lzo1x_decompress_safe(const unsigned char *from, unsigned long size, unsigned char *to,
                          unsigned long *room, void *work)
{
    (void)from, (void)size, (void)to, (void)room, (void)work;
    return -1;
}
