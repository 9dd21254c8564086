export { FieldError } from 'react-aria-components/FieldError';
export { Input } from 'react-aria-components/Input';
export { TextArea } from 'react-aria-components/TextArea';
export { TextField } from 'react-aria-components/TextField';
